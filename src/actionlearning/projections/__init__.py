"""Views: pure folds over recorded history, as it was at one time and as it was known at another."""
