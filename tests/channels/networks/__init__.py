"""Local servers that speak the protocols of networks: what their public documents say, with faults on order."""
