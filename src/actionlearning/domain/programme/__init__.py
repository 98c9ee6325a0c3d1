"""A programme: an organisation's use of action learning, with its objectives, costs and benefits."""
