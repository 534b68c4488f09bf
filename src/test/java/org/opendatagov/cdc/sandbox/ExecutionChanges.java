package org.opendatagov.cdc.sandbox;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.opendatagov.cdc.sandbox.comparison.TableInfo;

/** Pipeline executions: each goes from pending through running to success or failed, some begin later on that way. */
final class ExecutionChanges extends TableChanges {
    private static final int MANY = 1_500;

    private final LiveKeys pending = new LiveKeys();
    private final LiveKeys running = new LiveKeys();
    private final LiveKeys ended = new LiveKeys();
    private final Consumer<String> failed;

    /** @param failed is told of the id of each run that became failed, once that is committed */
    ExecutionChanges(TableInfo table, RandomValues random, Consumer<String> failed) {
        super(table, random);
        this.failed = failed;
    }

    @Override
    void change(Transaction transaction) throws SQLException {
        int choice = random.below(100);
        if (choice < 30 && !pending.isEmpty()) {
            move(transaction, pending, pending.pick(random), "running");
        } else if (choice < 60 && !running.isEmpty()) {
            move(transaction, running, running.pick(random), random.chance(0.25) ? "failed" : "success");
        } else if (choice < 63 && !pending.isEmpty()) {
            renamePending(transaction, pending.pick(random));
        } else if (choice < (ended.size() < MANY ? 70 : 100) && !ended.isEmpty()) {
            delete(transaction, ended.pick(random));
        } else {
            insert(transaction);
        }
    }

    @Override
    List<String> insert(Transaction transaction) throws SQLException {
        String status = random.pick("pending", "pending", "pending", "running", "running", "success", "failed");
        List<String> key = List.of(random.keyPart(table.key().get(0)));
        insert(transaction, key, values(status));
        enter(transaction, key, status);
        return key;
    }

    @Override
    void delete(Transaction transaction, List<String> key) throws SQLException {
        super.delete(transaction, key);
        transaction.remove(ended, key);
    }

    private void move(Transaction transaction, LiveKeys from, List<String> key, String status) throws SQLException {
        update(transaction, key, values(status));
        transaction.remove(from, key);
        enter(transaction, key, status);
    }

    private void renamePending(Transaction transaction, List<String> key) throws SQLException {
        transaction.remove(pending, key);
        transaction.add(pending, changeKey(transaction, key));
    }

    private void enter(Transaction transaction, List<String> key, String status) {
        transaction.add(status.equals("pending") ? pending : status.equals("running") ? running : ended, key);
        if (status.equals("failed")) {
            transaction.afterCommit(() -> failed.accept(key.get(0)));
        }
    }

    private Map<String, String> values(String status) {
        Map<String, String> values = new HashMap<>();
        values.put("status", status);
        if (status.equals("running")) {
            values.put("start_time", Instant.now().toString());
        } else if (!status.equals("pending")) {
            values.put("end_time", Instant.now().toString());
            values.put("duration_ms", Integer.toString(random.below(1_000_000)));
        }
        if (status.equals("failed")) {
            values.put("error_message", "Task load_" + random.below(100) + " failed: \"out of memory\"");
            values.put("error_stacktrace", random.large());
        }
        return values;
    }
}
