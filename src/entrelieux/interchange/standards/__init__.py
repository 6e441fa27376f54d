"""Published schemas: what a row of each must be, told row by row and column by column."""
