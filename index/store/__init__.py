"""The vector store: one interface (``VectorStore``), two places for the data.

``Folder`` is a store embedded in this process, ``ServerBuild`` a share of a Chroma server; ``LayeredStore`` reads a store
and what has changed since as one. Only ``client`` imports chromadb and LlamaIndex's door to it.
"""

from index.store.folder import Folder
from index.store.layers import Layer, LayeredStore
from index.store.place import KINDS, Kind, Place
from index.store.server import ServerBase, ServerBuild
from index.store.vectors import Search, VectorStore

__all__ = ["KINDS", "Folder", "Kind", "Layer", "LayeredStore", "Place", "Search", "ServerBase", "ServerBuild", "VectorStore"]
