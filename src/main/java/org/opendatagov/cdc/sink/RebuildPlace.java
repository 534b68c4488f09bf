package org.opendatagov.cdc.sink;

/**
 * What a rebuild needs of the flow that writes to the index.
 *
 * @param server where the index is
 * @param index which indices the flow writes to
 */
record RebuildPlace(
        SearchServer server,
        IndexName index,
        IndexMaker maker,
        IndexReplacement replacement,
        DocumentCopy copy,
        RetiredIndices retired) {

    SearchIndices indices() {
        return SearchIndices.read(server, index.wildcard());
    }
}
