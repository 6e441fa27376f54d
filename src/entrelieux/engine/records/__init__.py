"""Do several records tell of the same thing?"""
