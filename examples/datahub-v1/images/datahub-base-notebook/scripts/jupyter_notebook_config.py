
# --- DataHub: appended to the configuration that the upstream image brings ---

# The hub shows the grader in a frame of its own page.
c.NotebookApp.tornado_settings = {
    "headers": {"Content-Security-Policy": "frame-ancestors 'self' *.ucsd.edu"}
}
# Home folders are on a network volume: a "trash" there fills the student's quota.
c.FileContentsManager.delete_to_trash = False
# Ask the resource monitor to show what the cluster granted, not what the node has.
c.ResourceUseDisplay.track_cpu_percent = True
