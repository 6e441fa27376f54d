"""The offer as open data: files that anybody takes whole, dated, with the licence of each row."""
