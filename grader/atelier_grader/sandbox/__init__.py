"""The walls around a program that nobody trusts: what it sees, may call, and may use."""
