"""The words of a page: offline OCR, loaded on first need and given back."""
