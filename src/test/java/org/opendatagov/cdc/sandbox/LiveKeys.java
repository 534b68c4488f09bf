package org.opendatagov.cdc.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys of the rows that exist, of which one is picked at random. */
final class LiveKeys {
    private final List<List<String>> keys = new ArrayList<>();
    private final Map<List<String>, Integer> places = new HashMap<>();

    int size() {
        return keys.size();
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    List<String> pick(RandomValues random) {
        return random.pick(keys);
    }

    void add(List<String> key) {
        if (places.putIfAbsent(key, keys.size()) == null) {
            keys.add(key);
        }
    }

    /** Whether it was there. */
    boolean remove(List<String> key) {
        Integer place = places.remove(key);
        if (place == null) {
            return false;
        }
        List<String> last = keys.remove(keys.size() - 1);
        if (place < keys.size()) {
            keys.set(place, last);
            places.put(last, place);
        }
        return true;
    }
}
