/** Who is here, on all instances together. */
export interface Presence {
  /** By name; the server names at most 500 of them. */
  readonly users: readonly PresentUser[];
  readonly total: number;
}

export interface PresentUser {
  readonly userId: string;
  readonly username: string;
}

export type PresenceAction =
  | { readonly type: "here"; readonly users: readonly PresentUser[]; readonly total: number }
  | { readonly type: "joined"; readonly user: PresentUser }
  | { readonly type: "left"; readonly userId: string }
  | { readonly type: "renamed"; readonly user: PresentUser };

export const nobody: Presence = { users: [], total: 0 };

/** The state after an action: a pure function, for useReducer. */
export function reducePresence(state: Presence, action: PresenceAction): Presence {
  switch (action.type) {
    case "here":
      return { users: sorted(action.users), total: action.total };
    case "joined":
      if (isNamed(state, action.user.userId))
        return reducePresence(state, { ...action, type: "renamed" });
      return { users: sorted([...state.users, action.user]), total: state.total + 1 };
    case "left": {
      const users = state.users.filter(({ userId }) => userId !== action.userId);
      // Somebody beyond the 500 named ones leaves too.
      const gone = users.length < state.users.length || state.total > state.users.length;
      return { users, total: gone ? state.total - 1 : state.total };
    }
    case "renamed":
      if (!isNamed(state, action.user.userId)) return state;
      return {
        ...state,
        users: sorted(
          state.users.map((user) => (user.userId === action.user.userId ? action.user : user)),
        ),
      };
  }
}

function isNamed(state: Presence, userId: string): boolean {
  return state.users.some((user) => user.userId === userId);
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

function sorted(users: readonly PresentUser[]): readonly PresentUser[] {
  return users.toSorted((a, b) => byName.compare(a.username, b.username));
}
