"""Roads in: an OpenStreetMap extract, or tables of points and stretches, become a road network."""
