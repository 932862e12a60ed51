"""The formats that drawings are read and written in; `model/ink.py` describes them and is their front."""
