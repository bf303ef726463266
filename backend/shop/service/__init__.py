"""What is done in the shop.

Locks in this order: cart, order, voucher, then pieces for sale by their ids; the lock is the first read.
"""
