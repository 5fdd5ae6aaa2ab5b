// This module's folder; see Docs/Architecture.md.
