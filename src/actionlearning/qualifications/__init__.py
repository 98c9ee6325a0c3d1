"""The qualification specifications that come with the library, one TOML file each; a published file never changes."""
