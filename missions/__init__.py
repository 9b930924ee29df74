"""The missions: what to do, what varies, what is checked."""
