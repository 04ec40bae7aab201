package gazetteer

// Plain is plain, for tests.
var Plain = plain
