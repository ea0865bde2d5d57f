package work

const jobsShown = 50
