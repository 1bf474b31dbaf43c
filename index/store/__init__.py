"""The vector store: one interface (``VectorStore``), two places for the data.

``Folder`` is a store embedded in this process, ``ServerBuild`` a share of a Chroma server. Only ``client`` imports chromadb
and LlamaIndex's door to it.
"""

from index.store.folder import Folder
from index.store.place import KINDS, Kind, Place
from index.store.server import ServerBuild
from index.store.vectors import Search, VectorStore

__all__ = ["KINDS", "Folder", "Kind", "Place", "Search", "ServerBuild", "VectorStore"]
