list_filter(contained, lambda c: '#' || c.id = medicationReference.reference)[1].code::VARCHAR
