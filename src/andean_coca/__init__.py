"""Andean Coca Record: figures and events that documents report on coca and cocaine."""
