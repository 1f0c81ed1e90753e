import { Component, type ReactNode } from "react";

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | undefined;
}

/** Shows what went wrong in place of a white page. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <main className="crash">
        <div role="alert">
          <h1>Something went wrong</h1>
          <p>The page can't go on. Your draft is kept, and messages that were sent are safe.</p>
          <p>
            <code>{error.message}</code>
          </p>
        </div>
        <button type="button" className="primary" onClick={() => window.location.reload()}>
          Load the page again
        </button>
      </main>
    );
  }
}
