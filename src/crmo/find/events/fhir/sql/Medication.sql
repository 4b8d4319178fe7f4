-- What a Medication is: its code, else its only ingredient.
SELECT
  id,
  coalesce(
    code::VARCHAR,
    CASE WHEN json_array_length(ingredient) = 1
      THEN coalesce(ingredient->'$[0].itemCodeableConcept', ingredient->'$[0].item')::VARCHAR END
  ) AS code
FROM {source}
