package org.opendatagov.cdc.schemas;

/**
 * A schema can't be had from the registry, or not be put there; the message is one sentence that says which, why, and the mend. The
 * events that need it wait.
 */
public class SchemaProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean passes;

    SchemaProblem(String message, boolean passes) {
        super(message);
        this.passes = passes;
    }

    /** Whether the registry may get over it by itself. */
    public boolean passes() {
        return passes;
    }
}
