"""The lesions of a record: body map, list of places, comparison of scans."""
