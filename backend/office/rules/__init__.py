"""What the office decides without asking anybody: running barcodes, and labels."""
