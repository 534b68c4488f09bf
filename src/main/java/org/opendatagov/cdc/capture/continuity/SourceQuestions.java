package org.opendatagov.cdc.capture.continuity;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What has to be asked of the source only when something has changed. */
public interface SourceQuestions {

    /** Whether the server follows another one. */
    boolean isStandby();

    /** Where the timelines before this one ended. */
    TimelineHistory timelines(int timeline);

    /**
     * The captured tables that still exist of those that were published by memberships which are gone.
     *
     * @param tables object ids of tables
     * @param schemas object ids of schemas
     * @param stillCovered memberships' tables and schemas that remain, by object id
     * @return as {@code schema.table}
     */
    List<String> uncovered(Collection<Long> tables, Collection<Long> schemas, Set<Long> stillCovered);
}
