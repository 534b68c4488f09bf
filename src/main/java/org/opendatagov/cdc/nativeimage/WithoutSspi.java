package org.opendatagov.cdc.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import org.postgresql.core.PGStream;
import org.postgresql.sspi.ISSPIClient;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** Leaves out Windows' single sign-on, which would bring JNA. */
@TargetClass(className = "org.postgresql.core.v3.ConnectionFactoryImpl")
final class WithoutSspi {

    @Substitute
    @SuppressWarnings("DoNotCallSuggester") // The driver calls it, and has to get this answer.
    static ISSPIClient createSSPI(PGStream stream, String serviceClass, boolean enableNegotiate) throws PSQLException {
        throw new PSQLException(
                "SSPI authentication is not available in a native executable", PSQLState.NOT_IMPLEMENTED);
    }
}
