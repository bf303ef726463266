"""Files of records, read and written; plain values in, plain values out."""
