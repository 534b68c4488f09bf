package org.opendatagov.cdc.servers;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes one object that costs much to make, one for each class that extends this: made for the first that asks, closed after the JVM's last
 * test.
 */
public abstract class SharedFixture<T extends AutoCloseable> implements ParameterResolver {

    private final Class<T> type;
    private final Callable<T> start;

    protected SharedFixture(Class<T> type, Callable<T> start) {
        this.type = type;
        this.start = start;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == type;
    }

    @Override
    public T resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return get(context);
    }

    protected final T get(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(getClass()))
                .computeIfAbsent(getClass(), key -> start(), type);
    }

    private T start() {
        try {
            return start.call();
        } catch (Exception e) {
            throw new IllegalStateException(type.getSimpleName() + " doesn't start: " + e.getMessage(), e);
        }
    }
}
