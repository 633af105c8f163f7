"""The journal and its rules; knows no other package of ours."""
