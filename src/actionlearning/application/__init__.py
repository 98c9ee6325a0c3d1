"""The library's face: what people do with action learning, each as one function and one transaction."""
