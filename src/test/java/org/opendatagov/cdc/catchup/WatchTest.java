package org.opendatagov.cdc.catchup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {

    private final Numbers numbers = new Numbers();
    private final Watch<Goal> watch = new Watch<>("numbers", numbers);

    @AfterEach
    void end() {
        watch.close();
    }

    @Test
    void allWhoWaitShareEachLook() {
        Goal near = begin(1);
        Goal far = begin(2);

        numbers.reached.set(1);
        await().until(near::isDone);
        assertThat(far).isNotDone();

        numbers.reached.set(2);
        await().until(far::isDone);
        assertThat(numbers.threads).hasSize(1);
    }

    @Test
    void aLookThatFailsIsTriedAgainWithNewConnectionsAndSaysWhyMeanwhile() {
        numbers.failure = new IllegalStateException("Kafka doesn't answer");
        Goal goal = begin(1);
        await().until(() -> "Kafka doesn't answer".equals(watch.obstacle()));
        assertThat(numbers.closed).hasPositiveValue();

        numbers.reached.set(1);
        numbers.failure = null;
        await().until(goal::isDone);
        assertThat(watch.obstacle()).isNull();
    }

    @Test
    void whoNoLongerWaitsIsForgotten() {
        Goal given = begin(1);
        given.cancel(false);
        Goal other = begin(2);
        await().until(() -> numbers.seen.equals(List.of(other)));
    }

    @Test
    void itsConnectionsAreClosedWithIt() {
        Goal goal = begin(1);
        await().until(() -> !numbers.threads.isEmpty());
        watch.close();
        await().until(() -> numbers.closed.get() == 1);
        assertThat(goal).isNotDone();
    }

    private Goal begin(int number) {
        Goal goal = new Goal(number);
        watch.add(goal);
        return goal;
    }

    private static final class Goal extends CompletableFuture<Void> {
        private final int number;

        Goal(int number) {
            this.number = number;
        }
    }

    private static final class Numbers implements Watch.Subject<Goal> {
        private final AtomicInteger reached = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        private volatile List<Goal> seen = List.of();
        private volatile RuntimeException failure;

        @Override
        public void look(List<Goal> waiting) throws InterruptedException {
            threads.add(Thread.currentThread());
            seen = waiting;
            if (failure != null) {
                throw failure;
            }
            waiting.stream().filter(goal -> goal.number <= reached.get()).forEach(goal -> goal.complete(null));
            if (Thread.interrupted()) {
                throw new InterruptedException("the watch has been closed");
            }
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
