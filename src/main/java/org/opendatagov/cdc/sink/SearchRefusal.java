package org.opendatagov.cdc.sink;

/** Why Elasticsearch, or the way to it, refused something, and the mend where a person has to do one. */
final class SearchRefusal {

    private SearchRefusal() {}

    /** One sentence of an answer. */
    static String sentence(int status, String reason) {
        if (status == 401) {
            return reason
                    + "; correct quarkus.elasticsearch.username and .password, or set quarkus.elasticsearch.api-key instead";
        }
        // A full disk or an index that is read-only is no matter of rights.
        if (status == 403 && !reason.contains("cluster_block")) {
            return reason + "; give the user of quarkus.elasticsearch the right to write and manage the indices";
        }
        return reason;
    }

    /** One sentence of a connection that failed. */
    static String sentence(String cause) {
        return Certificates.wereRefused(cause)
                ? cause + "; trust the authority that signed it, by " + SearchTls.SETTING + " and quarkus.tls.*"
                : cause;
    }
}
