"""The commands: each a thin call of the public interface, with its options, its progress and its words."""
