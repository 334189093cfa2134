"""What durability.py is made of: a site, victims, kill points, and the peer."""
