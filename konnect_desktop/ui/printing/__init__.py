"""From papers to a sheet on the printer: check, layout, preview, print."""
