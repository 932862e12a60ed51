// The page on what it means to give drawings.
