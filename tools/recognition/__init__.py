"""How well the differential recognises published and virtual children, beside plain baselines."""
