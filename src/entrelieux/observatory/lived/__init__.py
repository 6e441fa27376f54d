"""« /observatoire/projets/ »: what projects lived, counted without names."""
