package org.opendatagov.cdc.bench.capture;

import java.util.List;

/**
 * CPU times in microseconds at one moment.
 *
 * @param millis when, since 1970
 * @param capture of the contender, since its start
 * @param postgres of PostgreSQL, since its start
 * @param kafka of the broker, since its start
 */
record CpuSample(long millis, long capture, long postgres, long kafka) {

    /** The first sample that was taken at a time or after it, or the last one. */
    static CpuSample at(List<CpuSample> samples, long millis) {
        return samples.stream()
                .filter(sample -> sample.millis() >= millis)
                .findFirst()
                .orElse(samples.get(samples.size() - 1));
    }
}
