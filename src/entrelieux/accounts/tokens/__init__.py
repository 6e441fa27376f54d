"""Tokens: a program acts by the API for whoever made one, never more than they may."""
