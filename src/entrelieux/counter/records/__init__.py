"""Support records (« comptes rendus »): one act said once, counted here and copied elsewhere."""
