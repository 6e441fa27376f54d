"""The compiled part of siting, a file for each thing it does."""
