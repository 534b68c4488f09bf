package org.opendatagov.cdc.capture.continuity;

import java.util.HashMap;
import java.util.Map;

/**
 * The epoch of a connector's positions. Sinks take the higher position, which along one server's WAL is its LSN. Another server's WAL, or one
 * that was set back, may be younger: its rows would be refused as late. So when a snapshot begins on another server than the last one, or
 * at a lower LSN than was reached, a new epoch begins: from then on a fixed number is added to each position, which lifts it above all
 * before. It outlives the connector's offset, beside which it is kept.
 *
 * @param system the server's system identifier, or null when it isn't known
 * @param timeline the server's timeline, or 0 when it isn't known
 * @param shift what is added to each LSN
 * @param reached the highest LSN that is known to have been published in this epoch, 0 when none is
 */
public record PositionEpoch(String system, int timeline, long shift, long reached) {

    /** No server has written as much: 32 PiB of WAL. There is room for 255 epochs in a position. */
    static final long SIZE = 1L << 55;

    private static final String SYSTEM = "system";
    private static final String TIMELINE = "timeline";
    private static final String SHIFT = "shift";
    private static final String REACHED = "reached";

    /** Reads what {@link #toMap} has made, null where there is nothing yet. */
    public static PositionEpoch of(Map<String, Object> stored) {
        return stored == null
                ? null
                : new PositionEpoch(
                        (String) stored.get(SYSTEM),
                        (int) number(stored, TIMELINE),
                        number(stored, SHIFT),
                        number(stored, REACHED));
    }

    /** What is added to each LSN by what was stored. */
    public static long shiftOf(Map<String, Object> stored) {
        return stored == null ? 0 : number(stored, SHIFT);
    }

    private static long number(Map<String, Object> stored, String name) {
        return stored.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** As a value that Kafka Connect's format takes. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new HashMap<>();
        map.put(SYSTEM, system);
        map.put(TIMELINE, timeline);
        map.put(SHIFT, shift);
        map.put(REACHED, reached);
        return map;
    }

    /** This epoch, which has come to an LSN at least. */
    public PositionEpoch atLeast(Long lsn) {
        return lsn == null || lsn <= reached ? this : new PositionEpoch(system, timeline, shift, lsn);
    }

    /**
     * The epoch of a run that begins now.
     *
     * @param before the epoch of the last run, or null when there was none
     * @param now the source
     * @param anew whether it begins with a snapshot instead of an offset
     * @throws IllegalStateException when there are no epochs left
     */
    public static PositionEpoch next(PositionEpoch before, SourceIdentity now, boolean anew) {
        if (before == null) {
            return new PositionEpoch(now.system(), now.timeline(), 0, 0);
        }
        String system = now.system() == null ? before.system : now.system();
        int timeline = now.timeline() == 0 ? before.timeline : now.timeline();
        boolean another = before.system != null && !before.system.equals(system);
        boolean branched = before.timeline != 0 && before.timeline != timeline;
        if (another || (anew && (branched || now.seen() < before.reached))) {
            long next = (before.shift + Math.max(before.reached, 0)) / SIZE + 1;
            if (next >= Long.MAX_VALUE / SIZE) {
                throw new IllegalStateException(
                        "the connector has used all epochs of its positions; give it another name");
            }
            return new PositionEpoch(system, timeline, next * SIZE, 0);
        }
        return new PositionEpoch(system, timeline, before.shift, before.reached);
    }
}
