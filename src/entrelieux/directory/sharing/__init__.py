"""What leaves the site: a sheet of paper for each commune, a list and a map for other sites."""
