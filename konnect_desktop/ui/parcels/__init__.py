"""Where a parcel is, as shown beside an order and in Tracking."""
