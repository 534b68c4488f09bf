package org.opendatagov.cdc.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServiceThreadsTest {

    private final ServiceThreads threads = new ServiceThreads();

    @Test
    void aThreadThatFailsIsNamedWithItsCause() {
        threads.start("reader", () -> {
            throw new IllegalStateException("nobody expected this");
        });

        await().untilAsserted(() -> assertThat(threads.failures())
                .containsEntry("reader", "java.lang.IllegalStateException: nobody expected this"));
    }

    @Test
    void aThreadThatLacksAClassIsNamedToo() {
        threads.start("reader", () -> {
            throw new NoClassDefFoundError("org/example/Missing");
        });

        await().untilAsserted(() -> assertThat(threads.failures()).containsKey("reader"));
    }

    @Test
    void aThreadThatIsDoneIsNoFailure() throws InterruptedException {
        threads.start("reader", () -> {}).join();

        assertThat(threads.failures()).isEmpty();
    }

    @Test
    void workThatIsRepeatedAndFailsIsNamed() {
        WatchedExecutor executor = threads.executor("looks");
        AtomicInteger looks = new AtomicInteger();
        Future<?> looking = executor.scheduleWithFixedDelay(
                () -> {
                    if (looks.incrementAndGet() == 3) {
                        throw new IllegalStateException("the third");
                    }
                },
                0,
                1,
                TimeUnit.MILLISECONDS);

        await().until(looking::isDone);
        await().untilAsserted(() ->
                assertThat(threads.failures()).containsEntry("looks", "java.lang.IllegalStateException: the third"));
    }

    @Test
    void workThatIsDoneOnceAndFailsIsNamed() {
        threads.executor("looks").later(Duration.ZERO, () -> {
            throw new IllegalStateException("the only one");
        });

        await().untilAsserted(() -> assertThat(threads.failures()).containsKey("looks"));
    }

    @Test
    void whatAnInterruptEndsIsNoFailure() throws InterruptedException {
        WatchedExecutor executor = threads.executor("looks");
        CountDownLatch begun = new CountDownLatch(1);
        executor.later(Duration.ZERO, () -> {
            begun.countDown();
            try {
                TimeUnit.MINUTES.sleep(1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        begun.await();
        executor.shutdownNow();

        assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(threads.failures()).isEmpty();
        // Nor is what comes too late.
        executor.later(Duration.ZERO, () -> {});
    }
}
