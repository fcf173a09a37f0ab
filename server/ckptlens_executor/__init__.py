"""Runs TensorFlow for ckptlens in a process of its own.

Standard library and TensorFlow only, Python 3.9 or newer: it is started as ``<python> -I <this folder>`` in whatever interpreter has the
user's TensorFlow, and speaks JSON-RPC 2.0 over stdin and stdout with LSP's ``Content-Length`` framing.
"""
