// Made from docs/openapi.yaml by `npm run api`. Not to be edited.

export interface paths {
    "/api/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Keys of access tokens */
        get: operations["get_signing_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/.well-known/openid-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The issuer of access tokens */
        get: operations["get_discovery_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/{provider}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Back from a provider */
        get: operations["finish_sign_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/{provider}/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sign in at a provider */
        get: operations["begin_sign_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/dev/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in as a persona */
        post: operations["sign_in_persona"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out */
        post: operations["end_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ways to sign in */
        get: operations["list_sign_in_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new access token */
        post: operations["refresh_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/separate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stay a member of one's own */
        post: operations["stay_separate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/destinations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search destinations */
        get: operations["search_destinations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/feed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What others share */
        get: operations["read_feed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find members by name */
        get: operations["search_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/{memberId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A member's profile */
        get: operations["get_member"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/{memberId}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Block a member */
        put: operations["block_member"];
        post?: never;
        /** Lift a block */
        delete: operations["unblock_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/{memberId}/follow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Follow a member */
        put: operations["follow_member"];
        post?: never;
        /** Stop following a member */
        delete: operations["unfollow_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/{memberId}/followers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who follows a member */
        get: operations["list_followers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/{memberId}/following": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom a member follows */
        get: operations["list_following"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/{memberId}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether I mute a member */
        get: operations["read_mute"];
        /** Mute a member */
        put: operations["mute_member"];
        post?: never;
        /** Mute a member no longer */
        delete: operations["unmute_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/{memberId}/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A member's plans */
        get: operations["list_member_plans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My profile */
        get: operations["get_my_profile"];
        put?: never;
        post?: never;
        /** Delete my account */
        delete: operations["delete_my_account"];
        options?: never;
        head?: never;
        /** Change my profile */
        patch: operations["update_my_profile"];
        trace?: never;
    };
    "/api/members/me/blocked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom I block */
        get: operations["list_my_blocked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that is kept of me */
        get: operations["export_my_data"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/export/follow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My export: follow's part */
        get: operations["export_follow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/export/like": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My export: like's part */
        get: operations["export_like"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/export/member": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My export: member's part */
        get: operations["export_member"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/export/notification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My export: notification's part */
        get: operations["export_notification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/export/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My export: plan's part */
        get: operations["export_plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/export/recommendation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My export: recommendation's part */
        get: operations["export_recommendation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/export/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My export: token's part */
        get: operations["export_token"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/followers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who follows me */
        get: operations["list_my_followers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/followers/{memberId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove one of my followers */
        delete: operations["remove_follower"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/following": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom I follow */
        get: operations["list_my_following"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/likes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The plans I like */
        get: operations["list_my_likes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/muted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom I mute */
        get: operations["list_my_muted"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My plans */
        get: operations["list_my_plans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/me/relations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How I stand to some members */
        get: operations["list_my_relations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What I was told */
        get: operations["list_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/{notificationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Dismiss a notification */
        delete: operations["dismiss_notification"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What I want to be told */
        get: operations["read_notification_preferences"];
        /** Choose what I want to be told */
        put: operations["set_notification_preferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark as read */
        post: operations["mark_notifications_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/unread-count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many I have not read */
        get: operations["count_unread_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/{provider}/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a payment provider tells us */
        post: operations["receive_payment_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/sandbox/checkout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sandbox checkout */
        get: operations["show_sandbox_checkout"];
        put?: never;
        /** Pay at the sandbox */
        post: operations["pay_at_sandbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/sandbox/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Outcome of a sandbox checkout */
        get: operations["show_sandbox_result"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/toss/checkout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Toss Payments checkout */
        get: operations["show_toss_checkout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write a plan */
        post: operations["create_plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans/{planId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A plan */
        get: operations["read_plan"];
        /** Replace what a plan says */
        put: operations["replace_plan"];
        post?: never;
        /** Delete a plan */
        delete: operations["delete_plan"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans/{planId}/calendar.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A plan for calendars */
        get: operations["read_plan_calendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans/{planId}/fork": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Copy a plan */
        post: operations["fork_plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans/{planId}/like": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Like a plan */
        put: operations["like_plan"];
        post?: never;
        /** Like a plan no longer */
        delete: operations["unlike_plan"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans/{planId}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A plan's share links */
        get: operations["list_share_links"];
        put?: never;
        /** Make a share link */
        post: operations["create_share_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans/{planId}/links/{linkId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a share link */
        delete: operations["delete_share_link"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans/{planId}/print": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A plan for paper */
        get: operations["read_plan_print"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans/{planId}/visibility": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Choose who may see a plan */
        put: operations["set_plan_visibility"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My recommendations */
        get: operations["list_recommendations"];
        put?: never;
        /** Ask for a recommendation */
        post: operations["request_recommendation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/{recommendationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A recommendation */
        get: operations["read_recommendation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/{recommendationId}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a plan of a recommendation */
        post: operations["accept_recommendation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shared/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A plan through a share link */
        get: operations["read_shared_plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shared/{token}/image.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The picture of a share link */
        get: operations["read_shared_image"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/shared/{token}/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The page of a share link */
        get: operations["read_shared_page"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/wallet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My tokens */
        get: operations["read_wallet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/wallet/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to my tokens */
        get: operations["list_wallet_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/wallet/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Order tokens */
        post: operations["create_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/wallet/orders/{orderId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An order */
        get: operations["read_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/wallet/orders/{orderId}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pay an order */
        post: operations["confirm_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/wallet/orders/{orderId}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give an order back */
        post: operations["refund_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/wallet/packages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Packages of tokens */
        get: operations["list_packages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Acceptance
         * @description How a recommendation is to become a plan. `{}`: as a private plan of its own or, if it deepens a plan, as a
         *     change of that one.
         */
        Acceptance: {
            /**
             * Asnew
             * @description A new plan even if it deepens one. Not with `planId`.
             * @default false
             */
            asNew?: boolean;
            /**
             * Items
             * @description Ids of the items to take, each once; default: all.
             * @default null
             */
            items?: string[] | null;
            /**
             * Planid
             * @description The own plan that is to take it in. If-Match says which version of it is meant.
             * @default null
             */
            planId?: string | null;
            /**
             * Title
             * @description Of a new plan; default: the recommendation's.
             * @default null
             */
            title?: string | null;
            /**
             * @description Of a new plan; default: private.
             * @default null
             */
            visibility?: components["schemas"]["Visibility"] | null;
        };
        /**
         * Actor
         * @description A member who did something, by their present name.
         */
        Actor: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * Blocked
         * @description A page of members whom the caller blocks, latest block first.
         */
        Blocked: {
            /** Items */
            items: components["schemas"]["Person"][];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * BlockState
         * @description Whether the caller has blocked a member after the request.
         */
        BlockState: {
            /** Blocking */
            blocking: boolean;
            /** Memberid */
            memberId: string;
        };
        /** @enum {string} */
        Category: "sight" | "meal" | "stay" | "transport" | "activity" | "shopping" | "other";
        /**
         * CheckoutForm
         * @description What was chosen on the checkout page.
         */
        CheckoutForm: {
            /**
             * Choice
             * @description How the payment turns out.
             * @enum {string}
             */
            choice: "pay" | "twice" | "decline" | "silent" | "abandon";
            /**
             * Returnto
             * @description Where to go afterwards: a path of the web app, or its address.
             * @default null
             */
            returnTo?: string | null;
            /**
             * Token
             * @description Names the checkout; nobody can guess it.
             */
            token: string;
        };
        /**
         * CoordinatesInput
         * @description WGS 84, degrees.
         */
        CoordinatesInput: {
            /** Lat */
            lat: number;
            /** Lng */
            lng: number;
        };
        /**
         * CoordinatesView
         * @description WGS 84, degrees.
         */
        CoordinatesView: {
            /** Lat */
            lat: number;
            /** Lng */
            lng: number;
        };
        /**
         * DayInput
         * @description One day of the trip.
         */
        DayInput: {
            /**
             * Date
             * Format: date
             * @description A day of the trip, each at most once.
             */
            date: string;
            /**
             * Items
             * @description In the order they happen.
             * @default []
             */
            items?: components["schemas"]["ItemInput"][];
        };
        /**
         * DayView
         * @description One day of the trip.
         */
        DayView: {
            /**
             * Date
             * Format: date
             */
            date: string;
            /** Items */
            items: components["schemas"]["ItemView"][];
        };
        /**
         * DestinationPage
         * @description Destinations, best match first; there is no second page.
         */
        DestinationPage: {
            /** Items */
            items: components["schemas"]["DestinationView"][];
            /** Nextcursor */
            nextCursor: null;
        };
        /**
         * DestinationView
         * @description A destination of the catalogue.
         */
        DestinationView: {
            /**
             * Country
             * @description ISO 3166-1, two letters.
             */
            country: string;
            /** Currency */
            currency: string;
            /** Key */
            key: string;
            /** @description Approximate. */
            location: components["schemas"]["CoordinatesView"];
            name: components["schemas"]["NamesView"];
            region: components["schemas"]["RegionView"];
            /** Timezone */
            timezone: string;
        };
        /**
         * DiscoveryDocument
         * @description What verifiers of access tokens need to know of their issuer, in the form of OpenID Connect Discovery 1.0.
         */
        DiscoveryDocument: {
            /** Claims Supported */
            claims_supported: string[];
            /** Id Token Signing Alg Values Supported */
            id_token_signing_alg_values_supported: string[];
            /** Issuer */
            issuer: string;
            /** Jwks Uri */
            jwks_uri: string;
            /** Response Types Supported */
            response_types_supported: string[];
            /** Subject Types Supported */
            subject_types_supported: string[];
        };
        /**
         * EntryPage
         * @description A page of movements, latest first.
         */
        EntryPage: {
            /** Items */
            items: components["schemas"]["EntryView"][];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * EntryView
         * @description One movement of tokens.
         */
        EntryView: {
            /**
             * Amount
             * @description Change of what is available: 0 for what was set aside before (capture, refund_settled).
             */
            amount: number;
            /**
             * At
             * @description ISO 8601, UTC.
             */
            at: string;
            /**
             * Balance
             * @description What was available after it.
             */
            balance: number;
            /** Createdat */
            createdAt: string;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "grant" | "hold" | "capture" | "release" | "purchase" | "refund" | "refund_settled" | "refund_cancelled";
            /** Orderid */
            orderId: string | null;
            /** Recommendationid */
            recommendationId: string | null;
            /**
             * Text
             * @description What happened, in the reader's language.
             */
            text: string;
            /** Updatedat */
            updatedAt: string;
        };
        /**
         * EvidenceView
         * @description What it was made from.
         */
        EvidenceView: {
            /** Plans */
            plans: number;
            /**
             * Scope
             * @description How far one had to look.
             * @enum {string}
             */
            scope: "place" | "region" | "country" | "catalogue";
            /** Travellers */
            travellers: number;
        };
        /**
         * Export
         * @description Everything that is held of a member: the parts of all contexts, each as `GET /members/me/export/{context}` has
         *     it page by page.
         */
        Export: {
            /**
             * Contexts
             * @description The context's name → its part.
             */
            contexts: {
                [key: string]: components["schemas"]["ExportedRecord"][];
            };
            /**
             * Exportedat
             * @description ISO 8601, UTC.
             */
            exportedAt: string;
            /** Memberid */
            memberId: string;
        };
        /**
         * ExportedAcceptance
         * @description The plan that a recommendation became, or went into.
         */
        ExportedAcceptance: {
            /** Planid */
            planId: string;
            /** Recommendationid */
            recommendationId: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "accepted";
        };
        /**
         * ExportedBlock
         * @description Somebody whom the member blocks.
         */
        ExportedBlock: {
            /** Memberid */
            memberId: string;
            /**
             * Name
             * @description What they are called now; null if they left.
             */
            name: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "block";
        };
        /**
         * ExportedEntry
         * @description A movement of tokens.
         */
        ExportedEntry: {
            /**
             * Amount
             * @description Change of what is available.
             */
            amount: number;
            /**
             * At
             * @description ISO 8601, UTC.
             */
            at: string;
            /**
             * Balance
             * @description What was available after it.
             */
            balance: number;
            /**
             * Code
             * @description Why it was given back.
             */
            code: string | null;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /**
             * Location
             * @description The destination of the recommendation, in the member's words.
             */
            location: string | null;
            /** Orderid */
            orderId: string | null;
            /** Placekey */
            placeKey: string | null;
            /**
             * Postings
             * @description Account of the ledger → what was added to it; they sum to zero.
             */
            postings: {
                [key: string]: number;
            };
            /** Recommendationid */
            recommendationId: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "entry";
            /** Tokens */
            tokens: number;
        };
        /**
         * ExportedFollower
         * @description Somebody who follows the member.
         */
        ExportedFollower: {
            /** Memberid */
            memberId: string;
            /**
             * Name
             * @description What they are called now; null if they left.
             */
            name: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "follower";
            /**
             * Since
             * @description ISO 8601, UTC.
             */
            since: string;
        };
        /**
         * ExportedFollowing
         * @description Somebody whom the member follows.
         */
        ExportedFollowing: {
            /** Memberid */
            memberId: string;
            /**
             * Name
             * @description What they are called now; null if they left.
             */
            name: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "following";
            /**
             * Since
             * @description ISO 8601, UTC.
             */
            since: string;
        };
        /**
         * ExportedHappening
         * @description Something that somebody did, and the member was told.
         */
        ExportedHappening: {
            /** Actorid */
            actorId: string;
            /**
             * At
             * @description ISO 8601, UTC.
             */
            at: string;
            kind: components["schemas"]["functions__notification__domain__Kind"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "happening";
            /** Subjectid */
            subjectId: string;
        };
        /**
         * ExportedHold
         * @description What became of the tokens of a recommendation.
         */
        ExportedHold: {
            /** Free */
            free: number;
            /** Paid */
            paid: number;
            /** Recommendationid */
            recommendationId: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "hold";
            /** State */
            state: string;
        };
        /**
         * ExportedLike
         * @description A plan that the member likes.
         */
        ExportedLike: {
            /**
             * Ownerid
             * @description Whose plan it is.
             */
            ownerId: string;
            /** Planid */
            planId: string;
            /**
             * Record
             * @constant
             */
            record: "like";
            /**
             * Since
             * @description ISO 8601, UTC.
             */
            since: string;
        };
        /**
         * ExportedLink
         * @description A share link; of its secret we keep nothing that could be shown.
         */
        ExportedLink: {
            /** Createdat */
            createdAt: string;
            /** Expiresat */
            expiresAt: string | null;
            /** Id */
            id: string;
            /** Sections */
            sections: string[];
        };
        /**
         * ExportedMute
         * @description Somebody whom the member does not want to be told of.
         */
        ExportedMute: {
            /** Memberid */
            memberId: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "mute";
        };
        /**
         * ExportedNotification
         * @description Something that the member was told; those that tell of several members have a `happening` for each.
         */
        ExportedNotification: {
            /**
             * Actorid
             * @description Who did it, if it is one member.
             */
            actorId: string | null;
            /** Amount */
            amount: number | null;
            /** Createdat */
            createdAt: string | null;
            /** Id */
            id: string;
            kind: components["schemas"]["functions__notification__domain__Kind"];
            /**
             * Read
             * @description Whether it was marked as read by itself.
             */
            read: boolean;
            /** Reason */
            reason: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "notification";
            /** Subjectid */
            subjectId: string;
            /** Title */
            title: string | null;
        };
        /**
         * ExportedOrder
         * @description An order of tokens.
         */
        ExportedOrder: {
            /**
             * Amount
             * @description In minor units of the currency.
             */
            amount: number;
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /** Currency */
            currency: string;
            /** Failure */
            failure: string | null;
            /** Id */
            id: string;
            packageId: components["schemas"]["PackageId"];
            /** Paidat */
            paidAt: string | null;
            /**
             * Paymentkey
             * @description The provider's name of the payment.
             */
            paymentKey: string | null;
            /** Provider */
            provider: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "order";
            /** Refundedamount */
            refundedAmount: number;
            /** Refundedtokens */
            refundedTokens: number;
            state: components["schemas"]["State"];
            /** Tokens */
            tokens: number;
            /** Updatedat */
            updatedAt: string;
        };
        /**
         * ExportedPlan
         * @description A plan of the member's.
         */
        ExportedPlan: {
            /**
             * Budget
             * @description For the whole group, in minor units of `currency`.
             */
            budget: number | null;
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /** Currency */
            currency: string;
            /** Details */
            details: string | null;
            /**
             * Enddate
             * Format: date
             */
            endDate: string;
            forkedFrom: components["schemas"]["ExportedSource"] | null;
            /** Groupsize */
            groupSize: number;
            /** Id */
            id: string;
            /**
             * Itinerary
             * @description As in the plan itself.
             */
            itinerary: {
                [key: string]: unknown;
            };
            /** Links */
            links: components["schemas"]["ExportedLink"][];
            /** Location */
            location: string;
            /** Placekey */
            placeKey: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "plan";
            /** Title */
            title: string;
            /**
             * Traveldate
             * Format: date
             */
            travelDate: string;
            /** Updatedat */
            updatedAt: string;
            /** Version */
            version: number;
            visibility: components["schemas"]["Visibility"];
        };
        /**
         * ExportedPreferences
         * @description What the member wants to be told, as far as they said so.
         */
        ExportedPreferences: {
            /** Kinds */
            kinds: {
                [key: string]: boolean;
            };
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "preferences";
        };
        /**
         * ExportedProfile
         * @description The profile, and what the member signs in with.
         */
        ExportedProfile: {
            /** Bio */
            bio: string;
            /**
             * Createdat
             * @description ISO 8601.
             */
            createdAt: string;
            /** Id */
            id: string;
            /** @description The language they read. */
            language: components["schemas"]["Language"];
            /**
             * Linkedproviders
             * @description Who else does: accounts that were linked.
             */
            linkedProviders: string[];
            /** Name */
            name: string;
            /**
             * Provider
             * @description Who vouches for the member at sign-in. Of the account and e-mail there, only digests are kept.
             */
            provider: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "profile";
            /**
             * Searchable
             * @description Whether others find them by name.
             */
            searchable: boolean;
            /**
             * Updatedat
             * @description ISO 8601.
             */
            updatedAt: string;
        };
        /**
         * ExportedRecommendation
         * @description What the member asked for, and what came of it.
         */
        ExportedRecommendation: {
            /**
             * Acceptedas
             * @description The plans it went into.
             */
            acceptedAs: string[];
            /**
             * Budget
             * @description For the whole group, in minor units of `currency`.
             */
            budget: number | null;
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /** Currency */
            currency: string;
            /** Details */
            details: string | null;
            /**
             * Enddate
             * Format: date
             */
            endDate: string;
            /** @description Null until it is made. */
            evidence: components["schemas"]["EvidenceView"] | null;
            failure: components["schemas"]["FailureView"] | null;
            /** Groupsize */
            groupSize: number;
            /** Id */
            id: string;
            /** @description Null until it is made. */
            itinerary: components["schemas"]["RecommendedItineraryView"] | null;
            /**
             * Language
             * @description The language it was asked for in.
             * @enum {string}
             */
            language: "ko" | "en";
            /** Location */
            location: string;
            /**
             * Madeby
             * @description Which adapter and model made it, or could not.
             */
            madeBy: string | null;
            /**
             * Placekey
             * @description The destination's key, or x- and a normalised form of an unknown location.
             */
            placeKey: string;
            /**
             * Planid
             * @description The plan that is deepened.
             */
            planId: string | null;
            /**
             * Record
             * @constant
             */
            record: "recommendation";
            status: components["schemas"]["Status"];
            /** Steps */
            steps: components["schemas"]["StepView"][];
            /**
             * Title
             * @description Null until it is made.
             */
            title: string | null;
            /**
             * Tokens
             * @description What it costs: 100, or 0 if it failed or was answered from what is stored.
             */
            tokens: number;
            /**
             * Traveldate
             * Format: date
             */
            travelDate: string;
            type: components["schemas"]["shared__events__recommendation__Kind"];
            /**
             * Updatedat
             * @description ISO 8601, UTC.
             */
            updatedAt: string;
        };
        /**
         * ExportedRecord
         * @description Something that is held of the member.
         */
        ExportedRecord: {
            /**
             * Record
             * @description What it is; the rest is as in the part's own operation.
             */
            record: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ExportedSession
         * @description A sign-in that goes on.
         */
        ExportedSession: {
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /** Id */
            id: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "session";
            /**
             * Rotatedat
             * @description ISO 8601, UTC: when it was last used for a new access token.
             */
            rotatedAt: string;
        };
        /**
         * ExportedSource
         * @description The plan that this one was copied from; null once that is gone.
         */
        ExportedSource: {
            /** Ownerid */
            ownerId: string | null;
            /** Planid */
            planId: string | null;
        };
        /**
         * ExportedWallet
         * @description The wallet.
         */
        ExportedWallet: {
            /**
             * Accounts
             * @description Account of the ledger → its balance.
             */
            accounts: {
                [key: string]: number;
            };
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            record: "wallet";
            /** Updatedat */
            updatedAt: string;
            /**
             * Version
             * @description How many movements there were.
             */
            version: number;
        };
        /**
         * FailureView
         * @description Why it was not made.
         */
        FailureView: {
            /** Code */
            code: string;
            /**
             * Message
             * @description In the reader's language.
             */
            message: string;
            /**
             * Params
             * @description The numbers the message names.
             */
            params: {
                [key: string]: number;
            };
        };
        /**
         * FeedItem
         * @description A plan in the feed.
         */
        FeedItem: {
            /**
             * Budget
             * @description For the whole group, in minor units of `currency`.
             */
            budget: number | null;
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /** Currency */
            currency: string;
            /**
             * Days
             * @description How many days the trip has.
             */
            days: number;
            /**
             * Enddate
             * Format: date
             */
            endDate: string;
            /**
             * Forks
             * @description How many plans of others were copied from it.
             */
            forks: number;
            /** Groupsize */
            groupSize: number;
            /** Id */
            id: string;
            /**
             * Likedbyme
             * @description Whether the caller does.
             */
            likedByMe: boolean;
            /**
             * Likes
             * @description How many members like it.
             */
            likes: number;
            /** Location */
            location: string;
            owner: components["schemas"]["OwnerView"];
            /** Ownerid */
            ownerId: string;
            /**
             * Placekey
             * @description The destination's key, or x- and a normalised form of an unknown location.
             */
            placeKey: string;
            /**
             * Sharedat
             * @description Since when those who may see it could: ISO 8601, UTC. Changes do not renew it.
             */
            sharedAt: string;
            /** Title */
            title: string;
            /**
             * Traveldate
             * Format: date
             */
            travelDate: string;
            /**
             * Updatedat
             * @description ISO 8601, UTC.
             */
            updatedAt: string;
            /**
             * Version
             * @description What If-Match compares.
             */
            version: number;
            visibility: components["schemas"]["Visibility"];
        };
        /**
         * FeedPage
         * @description A page of the feed. It may have fewer than asked for, even none, and still a next page.
         */
        FeedPage: {
            /** Items */
            items: components["schemas"]["FeedItem"][];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * FollowExport
         * @description A page of follow's part.
         */
        FollowExport: {
            /** Items */
            items: (components["schemas"]["ExportedFollowing"] | components["schemas"]["ExportedFollower"] | components["schemas"]["ExportedBlock"])[];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * FollowState
         * @description How the caller stands to a member after the request.
         */
        FollowState: {
            /** Following */
            following: boolean;
            /** Memberid */
            memberId: string;
        };
        /**
         * Fork
         * @description What a copy is to have of its own.
         */
        Fork: {
            /**
             * Title
             * @description Default: the title of the plan that is copied.
             * @default null
             */
            title?: string | null;
            /** @default private */
            visibility?: components["schemas"]["Visibility"];
        };
        /**
         * Kind
         * @description What happened.
         * @enum {string}
         */
        functions__notification__domain__Kind: "followed" | "plan_created" | "plan_liked" | "plan_forked" | "recommendation_created" | "recommendation_failed" | "tokens_increased";
        /**
         * PlaceView
         * @description Where something happens.
         */
        functions__plan__schemas__PlaceView: {
            coordinates: components["schemas"]["CoordinatesView"] | null;
            /** Name */
            name: string;
        };
        /**
         * SourceView
         * @description The plan that another was copied from. `{"visible": false}` if the reader may not see it, or it is gone.
         */
        functions__plan__schemas__SourceView: {
            /** @default null */
            owner?: components["schemas"]["OwnerView"] | null;
            /**
             * Planid
             * @default null
             */
            planId?: string | null;
            /**
             * Title
             * @default null
             */
            title?: string | null;
            /** Visible */
            visible: boolean;
        };
        /**
         * PlaceView
         * @description Where something happens.
         */
        functions__recommendation__schemas__PlaceView: {
            /** @default null */
            coordinates?: components["schemas"]["CoordinatesView"] | null;
            /** Name */
            name: string;
        };
        /**
         * SourceView
         * @description Where an item comes from.
         */
        functions__recommendation__schemas__SourceView: {
            kind: components["schemas"]["SourceKind"];
            /**
             * Plans
             * @description How many plans stand behind it; absent where none do.
             * @default 0
             */
            plans?: number;
            /**
             * Scope
             * @description How far evidence was looked for: place, region or country.
             * @default
             */
            scope?: string;
            /**
             * Travellers
             * @description How many people wrote them; absent where none did.
             * @default 0
             */
            travellers?: number;
        };
        /**
         * ItemInput
         * @description One thing to do.
         */
        ItemInput: {
            /** @default null */
            category?: components["schemas"]["Category"] | null;
            /**
             * Cost
             * @description For the whole group, in minor units of `currency`.
             * @default null
             */
            cost?: number | null;
            /**
             * Note
             * @default null
             */
            note?: string | null;
            /** @default null */
            place?: components["schemas"]["PlaceInput"] | null;
            /**
             * Time
             * @default null
             */
            time?: string | null;
            /** Title */
            title: string;
        };
        /**
         * ItemView
         * @description One thing to do. `cost` is for the whole group, in minor units of the plan's currency.
         */
        ItemView: {
            category: components["schemas"]["Category"] | null;
            /** Cost */
            cost: number | null;
            /** Note */
            note: string | null;
            place: components["schemas"]["functions__plan__schemas__PlaceView"] | null;
            /** Time */
            time: string | null;
            /** Title */
            title: string;
        };
        /**
         * ItineraryInput
         * @description What is planned for which day.
         */
        ItineraryInput: {
            /**
             * Days
             * @default []
             */
            days?: components["schemas"]["DayInput"][];
        };
        /**
         * ItineraryView
         * @description The days for which something is planned, in order.
         */
        ItineraryView: {
            /** Days */
            days: components["schemas"]["DayView"][];
        };
        /**
         * JsonWebKey
         * @description The public half of a signing key, RFC 7517.
         */
        JsonWebKey: {
            /** Alg */
            alg: string;
            /** E */
            e: string;
            /** Kid */
            kid: string;
            /** Kty */
            kty: string;
            /** N */
            n: string;
            /** Use */
            use: string;
        };
        /**
         * JsonWebKeySet
         * @description Every key that verifies access tokens.
         */
        JsonWebKeySet: {
            /** Keys */
            keys: components["schemas"]["JsonWebKey"][];
        };
        /** @enum {string} */
        "Kind-Input": "A" | "B" | "C";
        /** @enum {string} */
        Language: "ko" | "en";
        /**
         * LikedPlan
         * @description A plan in the list of those a member likes.
         */
        LikedPlan: {
            /**
             * Enddate
             * Format: date
             */
            endDate: string;
            /** Id */
            id: string;
            /**
             * Likedat
             * @description When the caller began to like it, ISO 8601, UTC.
             */
            likedAt: string;
            /**
             * Likes
             * @description How many like the plan.
             */
            likes: number;
            /** Location */
            location: string;
            owner: components["schemas"]["OwnerView"];
            /** Ownerid */
            ownerId: string;
            /**
             * Placekey
             * @description The destination's key, or x- and a normalised form of an unknown location.
             */
            placeKey: string;
            /** Title */
            title: string;
            /**
             * Traveldate
             * Format: date
             */
            travelDate: string;
            visibility: components["schemas"]["Visibility"];
        };
        /**
         * LikedPlanPage
         * @description A page of liked plans, latest like first. It may have fewer than asked for: what may not be seen is left out.
         */
        LikedPlanPage: {
            /** Items */
            items: components["schemas"]["LikedPlan"][];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * LikeExport
         * @description A page of like's part.
         */
        LikeExport: {
            /** Items */
            items: components["schemas"]["ExportedLike"][];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * LikeState
         * @description How the caller stands to a plan after the request.
         */
        LikeState: {
            /** Liked */
            liked: boolean;
            /**
             * Likes
             * @description How many like the plan.
             */
            likes: number;
            /** Planid */
            planId: string;
        };
        /**
         * LinkDraft
         * @description A share link to be made.
         */
        LinkDraft: {
            /**
             * Expiresat
             * @description ISO 8601, in the future, at most 365 days away. Default: until it is revoked.
             * @default null
             */
            expiresAt?: string | null;
            /**
             * Sections
             * @description What the link shows beside title, place, dates and owner: the days; what it costs; the text, notes and group size.
             */
            sections: components["schemas"]["Section"][];
        };
        /**
         * LinkPage
         * @description The live links of a plan, oldest first; there is no second page.
         */
        LinkPage: {
            /**
             * Items
             * @description At most 20.
             */
            items: components["schemas"]["LinkView"][];
            /** Nextcursor */
            nextCursor: null;
        };
        /**
         * LinkView
         * @description A share link.
         */
        LinkView: {
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /** Expiresat */
            expiresAt: string | null;
            /** Id */
            id: string;
            /** Sections */
            sections: components["schemas"]["Section"][];
            /**
             * Updatedat
             * @description ISO 8601, UTC.
             */
            updatedAt: string;
        };
        /**
         * MarkRead
         * @description What to mark as read: some, or all.
         */
        MarkRead: {
            /**
             * All
             * @description Everything that is unread.
             * @default null
             */
            all?: true | null;
            /**
             * Ids
             * @description Ids; those that name nothing are passed over.
             * @default null
             */
            ids?: string[] | null;
        } & (unknown | unknown);
        /**
         * MemberExport
         * @description A page of member's part.
         */
        MemberExport: {
            /** Items */
            items: (components["schemas"]["ExportedProfile"] | components["schemas"]["ExportedSession"])[];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * Muted
         * @description A page of members whom the caller mutes, latest first.
         */
        Muted: {
            /** Items */
            items: components["schemas"]["MutedMember"][];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * MutedMember
         * @description A member I am told nothing of.
         */
        MutedMember: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Since
             * @description When they were muted, ISO 8601.
             */
            since: string;
        };
        /**
         * MuteState
         * @description Whether I am told of a member.
         */
        MuteState: {
            /** Memberid */
            memberId: string;
            /** Muting */
            muting: boolean;
        };
        /**
         * NamesView
         * @description What something is called in Korean and in English.
         */
        NamesView: {
            /** En */
            en: string;
            /** Ko */
            ko: string;
        };
        /**
         * NewLinkView
         * @description A share link and, this once, how to open it.
         */
        NewLinkView: {
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /** Expiresat */
            expiresAt: string | null;
            /** Id */
            id: string;
            /** Sections */
            sections: components["schemas"]["Section"][];
            /** Token */
            token: string;
            /**
             * Updatedat
             * @description ISO 8601, UTC.
             */
            updatedAt: string;
            /**
             * Url
             * @description Where people open it: a page with a preview card.
             */
            url: string;
        };
        /**
         * NotificationExport
         * @description A page of notification's part.
         */
        NotificationExport: {
            /** Items */
            items: (components["schemas"]["ExportedPreferences"] | components["schemas"]["ExportedMute"] | components["schemas"]["ExportedNotification"] | components["schemas"]["ExportedHappening"])[];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * Notifications
         * @description A page of notifications, newest first. It may have fewer items than asked for, and more behind it.
         */
        Notifications: {
            /** Items */
            items: components["schemas"]["NotificationView"][];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * NotificationView
         * @description One thing that the member was told.
         */
        NotificationView: {
            /**
             * Actors
             * @description Who did it, the latest few first; empty if nobody did.
             */
            actors: components["schemas"]["Actor"][];
            /**
             * Amount
             * @description How many tokens came.
             * @default null
             */
            amount?: number | null;
            /**
             * Count
             * @description How many did it.
             */
            count: number;
            /**
             * Createdat
             * @description When it, or the first of it, happened, ISO 8601.
             */
            createdAt: string;
            /** Id */
            id: string;
            kind: components["schemas"]["functions__notification__domain__Kind"];
            /** Read */
            read: boolean;
            /**
             * Reason
             * @description Why a recommendation was not made, or why tokens came: a code.
             * @default null
             */
            reason?: string | null;
            subject: components["schemas"]["Subject"];
            /**
             * Updatedat
             * @description When the latest of it happened, or when it was read by itself.
             */
            updatedAt: string;
        };
        /**
         * OrderDraft
         * @description What to order.
         */
        OrderDraft: {
            /** @description The package; the server knows its price. */
            packageId: components["schemas"]["PackageId"];
        };
        /**
         * OrderView
         * @description An order of tokens.
         */
        OrderView: {
            /**
             * Amount
             * @description The price when it was ordered, in minor units of the currency.
             */
            amount: number;
            /**
             * Checkouturl
             * @description Where to pay, as long as it can be paid.
             */
            checkoutUrl: string | null;
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /**
             * Currency
             * @description ISO 4217.
             */
            currency: string;
            /**
             * Failure
             * @description Why it failed, or why the last refund was refused.
             */
            failure: string | null;
            /** Id */
            id: string;
            packageId: components["schemas"]["PackageId"];
            /**
             * Paidat
             * @description ISO 8601, UTC: when the tokens came.
             */
            paidAt: string | null;
            /** @description What a refund would give back now. */
            refundable: components["schemas"]["TokensAndMoney"] | null;
            /**
             * Refundableuntil
             * @description ISO 8601, UTC: until then, what is unspent can be given back.
             */
            refundableUntil: string | null;
            /** @description What was given back. */
            refunded: components["schemas"]["TokensAndMoney"];
            /** @description `confirming` and `refunding` wait for the payment provider and end by themselves. `refunded` is given back in full; an order that is given back in part is `paid`. */
            state: components["schemas"]["State"];
            /** Tokens */
            tokens: number;
            /**
             * Updatedat
             * @description ISO 8601, UTC.
             */
            updatedAt: string;
            /** Version */
            version: number;
        };
        /**
         * OwnerView
         * @description Whose plan it is.
         */
        OwnerView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * OwnProfile
         * @description A member as they see themselves.
         */
        OwnProfile: {
            /** Bio */
            bio: string;
            /**
             * Createdat
             * @description ISO 8601.
             */
            createdAt: string;
            /** Id */
            id: string;
            /** @description The language they read. */
            language: components["schemas"]["Language"];
            /** Name */
            name: string;
            /**
             * Searchable
             * @description Whether others find them by name.
             */
            searchable: boolean;
            /**
             * Updatedat
             * @description ISO 8601.
             */
            updatedAt: string;
        };
        /** @enum {string} */
        PackageId: "tokens-1000" | "tokens-5000" | "tokens-20000";
        /**
         * PackagePage
         * @description All packages, the smallest first.
         */
        PackagePage: {
            /** Items */
            items: components["schemas"]["PackageView"][];
            /** Nextcursor */
            nextCursor: null;
        };
        /**
         * PackageView
         * @description What can be bought.
         */
        PackageView: {
            /**
             * Amount
             * @description Its price, in minor units of the currency.
             */
            amount: number;
            /**
             * Currency
             * @description ISO 4217.
             */
            currency: string;
            id: components["schemas"]["PackageId"];
            /**
             * Tokens
             * @description How many there are in it.
             */
            tokens: number;
        };
        /**
         * PaymentConfirmation
         * @description What the payment provider's page handed over when the member had authorised the payment.
         */
        PaymentConfirmation: {
            /**
             * Amount
             * @description What was authorised; it must be the order's amount.
             */
            amount: number;
            /**
             * Paymentkey
             * @description The provider's name of the payment.
             */
            paymentKey: string;
        };
        /**
         * People
         * @description A page of members, latest follow first.
         */
        People: {
            /** Items */
            items: components["schemas"]["Person"][];
            /** Nextcursor */
            nextCursor: string | null;
            /**
             * Total
             * @description How many there are in all.
             */
            total: number;
        };
        /**
         * Person
         * @description A member in a list of people.
         */
        Person: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Since
             * @description When the follow, or the block, began, ISO 8601.
             */
            since: string;
        };
        /**
         * PersonaSignIn
         * @description Who to be, in the local environment.
         */
        PersonaSignIn: {
            /**
             * Name
             * @description What a new member is called; else as the persona.
             * @default null
             */
            name?: string | null;
            /**
             * Persona
             * @description The first use of one makes the member.
             */
            persona: string;
        };
        /**
         * PlaceInput
         * @description Where something happens.
         */
        PlaceInput: {
            /** @default null */
            coordinates?: components["schemas"]["CoordinatesInput"] | null;
            /** Name */
            name: string;
        };
        /**
         * PlanContent
         * @description All that a plan says; what is left out is not kept.
         */
        PlanContent: {
            /**
             * Budget
             * @description For the whole group, in minor units of `currency`.
             * @default null
             */
            budget?: number | null;
            /**
             * Currency
             * @description ISO 4217; default: KRW.
             * @default null
             */
            currency?: string | null;
            /**
             * Details
             * @description Free text: wishes, tastes, constraints.
             * @default null
             */
            details?: string | null;
            /**
             * Enddate
             * @description The last day; default: travelDate. At most 60 days in all.
             * @default null
             */
            endDate?: string | null;
            /** Groupsize */
            groupSize: number;
            /** @default null */
            itinerary?: components["schemas"]["ItineraryInput"] | null;
            /**
             * Location
             * @description In the member's own words; `placeKey` says what we make of it.
             */
            location: string;
            /**
             * Title
             * @description Default: the location.
             * @default null
             */
            title?: string | null;
            /**
             * Traveldate
             * Format: date
             * @description The first day, between 1970 and 2100.
             */
            travelDate: string;
        };
        /**
         * PlanDraft
         * @description A plan to be written.
         */
        PlanDraft: {
            /**
             * Budget
             * @description For the whole group, in minor units of `currency`.
             * @default null
             */
            budget?: number | null;
            /**
             * Currency
             * @description ISO 4217; default: KRW.
             * @default null
             */
            currency?: string | null;
            /**
             * Details
             * @description Free text: wishes, tastes, constraints.
             * @default null
             */
            details?: string | null;
            /**
             * Enddate
             * @description The last day; default: travelDate. At most 60 days in all.
             * @default null
             */
            endDate?: string | null;
            /** Groupsize */
            groupSize: number;
            /** @default null */
            itinerary?: components["schemas"]["ItineraryInput"] | null;
            /**
             * Location
             * @description In the member's own words; `placeKey` says what we make of it.
             */
            location: string;
            /**
             * Title
             * @description Default: the location.
             * @default null
             */
            title?: string | null;
            /**
             * Traveldate
             * Format: date
             * @description The first day, between 1970 and 2100.
             */
            travelDate: string;
            /** @default private */
            visibility?: components["schemas"]["Visibility"];
        };
        /**
         * PlanExport
         * @description A page of plan's part.
         */
        PlanExport: {
            /** Items */
            items: (components["schemas"]["ExportedPlan"] | components["schemas"]["ExportedAcceptance"])[];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * PlanPage
         * @description A page of plans, newest first.
         */
        PlanPage: {
            /** Items */
            items: components["schemas"]["PlanSummary"][];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * PlanSummary
         * @description A plan in a list.
         */
        PlanSummary: {
            /**
             * Budget
             * @description For the whole group, in minor units of `currency`.
             */
            budget: number | null;
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /** Currency */
            currency: string;
            /**
             * Days
             * @description How many days the trip has.
             */
            days: number;
            /**
             * Enddate
             * Format: date
             */
            endDate: string;
            /**
             * Forks
             * @description How many plans of others were copied from it.
             */
            forks: number;
            /** Groupsize */
            groupSize: number;
            /** Id */
            id: string;
            /**
             * Likedbyme
             * @description Whether the caller does.
             */
            likedByMe: boolean;
            /**
             * Likes
             * @description How many members like it.
             */
            likes: number;
            /** Location */
            location: string;
            owner: components["schemas"]["OwnerView"];
            /** Ownerid */
            ownerId: string;
            /**
             * Placekey
             * @description The destination's key, or x- and a normalised form of an unknown location.
             */
            placeKey: string;
            /** Title */
            title: string;
            /**
             * Traveldate
             * Format: date
             */
            travelDate: string;
            /**
             * Updatedat
             * @description ISO 8601, UTC.
             */
            updatedAt: string;
            /**
             * Version
             * @description What If-Match compares.
             */
            version: number;
            visibility: components["schemas"]["Visibility"];
        };
        /**
         * PlanView
         * @description A plan.
         */
        PlanView: {
            /**
             * Budget
             * @description For the whole group, in minor units of `currency`.
             */
            budget: number | null;
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /** Currency */
            currency: string;
            /** Details */
            details: string | null;
            /**
             * Enddate
             * Format: date
             */
            endDate: string;
            forkedFrom: components["schemas"]["functions__plan__schemas__SourceView"] | null;
            /**
             * Forks
             * @description How many plans of others were copied from it.
             */
            forks: number;
            /** Groupsize */
            groupSize: number;
            /** Id */
            id: string;
            itinerary: components["schemas"]["ItineraryView"];
            /**
             * Likedbyme
             * @description Whether the caller does.
             */
            likedByMe: boolean;
            /**
             * Likes
             * @description How many members like it.
             */
            likes: number;
            /** Location */
            location: string;
            owner: components["schemas"]["OwnerView"];
            /** Ownerid */
            ownerId: string;
            /**
             * Placekey
             * @description The destination's key, or x- and a normalised form of an unknown location.
             */
            placeKey: string;
            /** Title */
            title: string;
            /**
             * Traveldate
             * Format: date
             */
            travelDate: string;
            /**
             * Updatedat
             * @description ISO 8601, UTC.
             */
            updatedAt: string;
            /**
             * Version
             * @description What If-Match compares.
             */
            version: number;
            visibility: components["schemas"]["Visibility"];
        };
        /**
         * Preferences
         * @description Which kinds are told, by the names that notifications have as their `kind`.
         */
        Preferences: {
            /**
             * Followed
             * @description Somebody follows me.
             * @default true
             */
            followed?: boolean;
            /**
             * Plan Created
             * @description Somebody I follow shared a plan.
             * @default true
             */
            plan_created?: boolean;
            /**
             * Plan Forked
             * @description Somebody made a plan of theirs from mine.
             * @default true
             */
            plan_forked?: boolean;
            /**
             * Plan Liked
             * @description Somebody likes a plan of mine.
             * @default true
             */
            plan_liked?: boolean;
            /**
             * Recommendation Created
             * @description A recommendation is ready.
             * @default true
             */
            recommendation_created?: boolean;
            /**
             * Recommendation Failed
             * @description A recommendation was not made, and cost nothing.
             * @default true
             */
            recommendation_failed?: boolean;
            /**
             * Tokens Increased
             * @description Tokens that I bought are there.
             * @default true
             */
            tokens_increased?: boolean;
        };
        /**
         * Problem
         * @description Problem details, RFC 9457.
         */
        Problem: {
            /**
             * Code
             * @enum {string}
             */
            code: "amount_mismatch" | "blocked" | "body_too_large" | "cannot_block_self" | "cannot_follow_self" | "cannot_like_own" | "cannot_mute_self" | "export_too_large" | "idempotency_key_reused" | "internal" | "invalid_cursor" | "invalid_header" | "invalid_json" | "invalid_parameter" | "invalid_signature" | "no_likes_yet" | "not_found" | "nothing_to_refund" | "order_expired" | "order_not_paid" | "origin_not_allowed" | "payment_failed" | "plan_too_large" | "precondition_failed" | "precondition_required" | "refresh_refused" | "refund_refused" | "refund_window_over" | "sign_in_expired" | "stale_webhook" | "too_many_links" | "too_many_requests" | "unauthenticated" | "unavailable" | "unsupported_media_type" | "validation_failed";
            /**
             * Errors
             * @default []
             */
            errors?: components["schemas"]["ProblemField"][];
            /** Params */
            params: {
                [key: string]: string | number | null;
            };
            /** Status */
            status: number;
            /**
             * Title
             * @description A sentence in the reader's language.
             */
            title: string;
            /**
             * Traceid
             * @description Quote it when you ask for help.
             */
            traceId: string;
            /**
             * Type
             * @description Stable: `urn:ktravel:problem:<code>`.
             */
            type: string;
        };
        /**
         * ProblemField
         * @description One thing wrong with one part of the input.
         */
        ProblemField: {
            /**
             * Code
             * @enum {string}
             */
            code: "before_start" | "duplicate" | "invalid" | "not_allowed" | "not_future" | "only_for_kind" | "only_for_new_plan" | "outside_trip" | "past_date" | "required" | "too_far" | "too_few" | "too_large" | "too_long" | "too_many" | "too_many_days" | "too_short" | "too_small" | "unknown_currency" | "unknown_field" | "unknown_item" | "wrong_type";
            /**
             * Detail
             * @description A sentence in the reader's language.
             */
            detail: string;
            /** Params */
            params: {
                [key: string]: string | number | null;
            };
            /**
             * Pointer
             * @description JSON pointer into the body; `?name` is a parameter, `#Name` a header.
             */
            pointer: string;
        };
        /**
         * ProfileChanges
         * @description What to change of a profile; what is absent stays as it is.
         */
        ProfileChanges: {
            /**
             * Bio
             * @description A few words about oneself; line ends are kept.
             */
            bio?: string;
            /** @description The language to read. */
            language?: components["schemas"]["Language"];
            /**
             * Name
             * @description Trimmed; without control characters.
             */
            name?: string;
            /**
             * Searchable
             * @description Whether others find me by name.
             */
            searchable?: boolean;
        };
        /**
         * ProfilePage
         * @description A page of members.
         */
        ProfilePage: {
            /** Items */
            items: components["schemas"]["PublicProfile"][];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * PublicProfile
         * @description A member as anybody sees them.
         */
        PublicProfile: {
            /** Bio */
            bio: string;
            /**
             * Createdat
             * @description ISO 8601.
             */
            createdAt: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Updatedat
             * @description ISO 8601.
             */
            updatedAt: string;
        };
        /**
         * RecommendationDraft
         * @description What to recommend a trip from, and which trip.
         */
        RecommendationDraft: {
            /**
             * Budget
             * @description For the whole group, in minor units of `currency`. Required for A.
             * @default null
             */
            budget?: number | null;
            /**
             * Currency
             * @description ISO 4217; default: KRW.
             * @default null
             */
            currency?: string | null;
            /**
             * Details
             * @description Free text: wishes, tastes, constraints.
             * @default null
             */
            details?: string | null;
            /**
             * Enddate
             * @description The last day; default: travelDate. At most 10 days in all.
             * @default null
             */
            endDate?: string | null;
            /**
             * Fresh
             * @description Ask and pay again, even if the same was made within the hour and nothing changed.
             * @default false
             */
            fresh?: boolean;
            /**
             * Groupsize
             * @description Required, unless `planId` names a plan that says it.
             * @default null
             */
            groupSize?: number | null;
            /**
             * Location
             * @description In the member's own words. Required, unless `planId` names a plan that says it.
             * @default null
             */
            location?: string | null;
            /**
             * Planid
             * @description A only: the own plan to deepen. What is left out here is taken from it.
             * @default null
             */
            planId?: string | null;
            /**
             * Traveldate
             * @description The first day, today in Seoul or later. Required, unless `planId` names a plan that says it.
             * @default null
             */
            travelDate?: string | null;
            /** @description A: from the member's own plans; B: from plans of members whom many follow; C: from the plans the member likes. */
            type: components["schemas"]["Kind-Input"];
        };
        /**
         * RecommendationExport
         * @description A page of recommendation's part.
         */
        RecommendationExport: {
            /** Items */
            items: components["schemas"]["ExportedRecommendation"][];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * RecommendationPage
         * @description A page of recommendations, newest first.
         */
        RecommendationPage: {
            /** Items */
            items: components["schemas"]["RecommendationSummary"][];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * RecommendationSummary
         * @description A recommendation in a list.
         */
        RecommendationSummary: {
            /**
             * Acceptedas
             * @description The plans it went into.
             */
            acceptedAs: string[];
            /**
             * Budget
             * @description For the whole group, in minor units of `currency`.
             */
            budget: number | null;
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /** Currency */
            currency: string;
            /**
             * Enddate
             * Format: date
             */
            endDate: string;
            failure: components["schemas"]["FailureView"] | null;
            /** Groupsize */
            groupSize: number;
            /** Id */
            id: string;
            /** Location */
            location: string;
            /**
             * Madeby
             * @description Which adapter and model made it, or could not.
             */
            madeBy: string | null;
            /**
             * Placekey
             * @description The destination's key, or x- and a normalised form of an unknown location.
             */
            placeKey: string;
            /**
             * Planid
             * @description The plan that is deepened.
             */
            planId: string | null;
            status: components["schemas"]["Status"];
            /**
             * Title
             * @description Null until it is made.
             */
            title: string | null;
            /**
             * Tokens
             * @description What it costs: 100, or 0 if it failed or was answered from what is stored.
             */
            tokens: number;
            /**
             * Traveldate
             * Format: date
             */
            travelDate: string;
            type: components["schemas"]["shared__events__recommendation__Kind"];
            /**
             * Updatedat
             * @description ISO 8601, UTC.
             */
            updatedAt: string;
        };
        /**
         * RecommendationView
         * @description A recommendation: how far it is, and what came of it.
         */
        RecommendationView: {
            /**
             * Acceptedas
             * @description The plans it went into.
             */
            acceptedAs: string[];
            /**
             * Budget
             * @description For the whole group, in minor units of `currency`.
             */
            budget: number | null;
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /** Currency */
            currency: string;
            /** Details */
            details: string | null;
            /**
             * Enddate
             * Format: date
             */
            endDate: string;
            /** @description Null until it is made. */
            evidence: components["schemas"]["EvidenceView"] | null;
            failure: components["schemas"]["FailureView"] | null;
            /** Groupsize */
            groupSize: number;
            /** Id */
            id: string;
            /** @description Null until it is made. */
            itinerary: components["schemas"]["RecommendedItineraryView"] | null;
            /** Location */
            location: string;
            /**
             * Madeby
             * @description Which adapter and model made it, or could not.
             */
            madeBy: string | null;
            /**
             * Placekey
             * @description The destination's key, or x- and a normalised form of an unknown location.
             */
            placeKey: string;
            /**
             * Planid
             * @description The plan that is deepened.
             */
            planId: string | null;
            status: components["schemas"]["Status"];
            /** Steps */
            steps: components["schemas"]["StepView"][];
            /**
             * Title
             * @description Null until it is made.
             */
            title: string | null;
            /**
             * Tokens
             * @description What it costs: 100, or 0 if it failed or was answered from what is stored.
             */
            tokens: number;
            /**
             * Traveldate
             * Format: date
             */
            travelDate: string;
            type: components["schemas"]["shared__events__recommendation__Kind"];
            /**
             * Updatedat
             * @description ISO 8601, UTC.
             */
            updatedAt: string;
        };
        /**
         * RecommendedDayView
         * @description One day of the trip.
         */
        RecommendedDayView: {
            /**
             * Date
             * Format: date
             */
            date: string;
            /** Items */
            items: components["schemas"]["RecommendedItemView"][];
        };
        /**
         * RecommendedItemView
         * @description One thing to do. `cost` is for the whole group, in minor units of the recommendation's currency.
         */
        RecommendedItemView: {
            category: components["schemas"]["Category"] | null;
            /** Cost */
            cost: number | null;
            /**
             * Id
             * @description Unique in the recommendation: what accepting a part of it names.
             */
            id: string;
            /** Note */
            note: string | null;
            place: components["schemas"]["functions__recommendation__schemas__PlaceView"] | null;
            /** Sources */
            sources: components["schemas"]["functions__recommendation__schemas__SourceView"][];
            /** Time */
            time: string | null;
            /** Title */
            title: string;
        };
        /**
         * RecommendedItineraryView
         * @description Every day of the trip, in order.
         */
        RecommendedItineraryView: {
            /** Days */
            days: components["schemas"]["RecommendedDayView"][];
        };
        /**
         * RegionView
         * @description What a destination is part of.
         */
        RegionView: {
            /** En */
            en: string;
            /** Key */
            key: string;
            /** Ko */
            ko: string;
        };
        /**
         * Relation
         * @description How the caller and a member stand to each other.
         */
        Relation: {
            /**
             * Blocking
             * @description The caller blocks them. Whether they block the caller is not said.
             */
            blocking: boolean;
            /**
             * Followedby
             * @description They follow the caller.
             */
            followedBy: boolean;
            /**
             * Following
             * @description The caller follows them.
             */
            following: boolean;
            /** Memberid */
            memberId: string;
        };
        /**
         * Relations
         * @description One for each id that was asked for, in that order, once; of nobody all is false.
         */
        Relations: {
            /** Items */
            items: components["schemas"]["Relation"][];
        };
        /** @enum {string} */
        Section: "itinerary" | "budget" | "details";
        /** @enum {string} */
        shared__events__recommendation__Kind: "A" | "B" | "C";
        /**
         * SharedPlanView
         * @description A plan through a link. What is in none of its `sections` is null, in days and items too.
         */
        SharedPlanView: {
            /**
             * Budget
             * @description budget: for the whole group, in minor units of `currency`.
             */
            budget: number | null;
            /**
             * Currency
             * @description budget: ISO 4217.
             */
            currency: string | null;
            /**
             * Details
             * @description details.
             */
            details: string | null;
            /**
             * Enddate
             * Format: date
             */
            endDate: string;
            /**
             * Groupsize
             * @description details.
             */
            groupSize: number | null;
            /** @description itinerary: `cost` as `budget`, `note` as `details`. */
            itinerary: components["schemas"]["ItineraryView"] | null;
            /** Location */
            location: string;
            owner: components["schemas"]["OwnerView"];
            /** Placekey */
            placeKey: string;
            /** Planid */
            planId: string;
            /**
             * Sections
             * @description What the link shows.
             */
            sections: components["schemas"]["Section"][];
            /** Title */
            title: string;
            /**
             * Traveldate
             * Format: date
             */
            travelDate: string;
            /**
             * Updatedat
             * @description ISO 8601, UTC.
             */
            updatedAt: string;
        };
        /**
         * SignedIn
         * @description A session that goes on: its refresh token is in the cookie.
         */
        SignedIn: {
            /**
             * Accesstoken
             * @description Goes into `Authorization: Bearer …`.
             */
            accessToken: string;
            /**
             * Expiresin
             * @description Seconds for which the access token is valid.
             */
            expiresIn: number;
            member: components["schemas"]["OwnProfile"];
        };
        /**
         * SignInProvider
         * @description A way to sign in.
         */
        SignInProvider: {
            /** Id */
            id: string;
            /**
             * Name
             * @description What to call it, in the reader's language.
             */
            name: string;
        };
        /**
         * SignInProviders
         * @description Every way to sign in.
         */
        SignInProviders: {
            /** Items */
            items: components["schemas"]["SignInProvider"][];
            /**
             * Nextcursor
             * @default null
             */
            nextCursor?: null;
        };
        /** @enum {string} */
        SourceKind: "own_plans" | "plans" | "liked_plans" | "catalogue" | "unverified";
        /** @enum {string} */
        State: "created" | "confirming" | "paid" | "failed" | "expired" | "refunding" | "refunded";
        /** @enum {string} */
        Status: "requested" | "generating" | "created" | "failed";
        /** @enum {string} */
        StepName: "requested" | "tokens_held" | "generating" | "created" | "failed" | "tokens_returned";
        /**
         * StepView
         * @description Something that happened, and when.
         */
        StepView: {
            /**
             * At
             * @description ISO 8601, UTC.
             */
            at: string;
            name: components["schemas"]["StepName"];
        };
        /**
         * Subject
         * @description What it is about, and where a link leads: the plan, the recommendation, my wallet; myself if I am followed.
         */
        Subject: {
            /** Id */
            id: string;
            /**
             * Title
             * @description The plan's present title while others may see it; that of the recommendation.
             * @default null
             */
            title?: string | null;
            /**
             * Type
             * @enum {string}
             */
            type: "member" | "plan" | "recommendation" | "wallet";
        };
        /**
         * TokenExport
         * @description A page of token's part.
         */
        TokenExport: {
            /** Items */
            items: (components["schemas"]["ExportedWallet"] | components["schemas"]["ExportedEntry"] | components["schemas"]["ExportedHold"] | components["schemas"]["ExportedOrder"])[];
            /** Nextcursor */
            nextCursor: string | null;
        };
        /**
         * TokensAndMoney
         * @description Tokens, and the money they stand for in minor units of the order's currency.
         */
        TokensAndMoney: {
            /** Amount */
            amount: number;
            /** Tokens */
            tokens: number;
        };
        /**
         * Unread
         * @description How many notifications are unread.
         */
        Unread: {
            /** Count */
            count: number;
        };
        /** @enum {string} */
        Visibility: "private" | "followers" | "public";
        /**
         * VisibilityChange
         * @description Who may see a plan.
         */
        VisibilityChange: {
            visibility: components["schemas"]["Visibility"];
        };
        /**
         * WalletView
         * @description A member's tokens. `available` is `free` and `paid` together.
         */
        WalletView: {
            /**
             * Available
             * @description What may be spent.
             */
            available: number;
            /**
             * Createdat
             * @description ISO 8601, UTC.
             */
            createdAt: string;
            /**
             * Free
             * @description Granted tokens: they are spent first.
             */
            free: number;
            /**
             * Held
             * @description Set aside for recommendations that are being made.
             */
            held: number;
            /**
             * Id
             * @description The member's.
             */
            id: string;
            /**
             * Paid
             * @description Bought tokens.
             */
            paid: number;
            /**
             * Updatedat
             * @description ISO 8601, UTC: when tokens last moved.
             */
            updatedAt: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_signing_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JsonWebKeySet"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_discovery_document: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscoveryDocument"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finish_sign_in: {
        parameters: {
            query?: {
                code?: string | null;
                error?: string | null;
                iss?: string | null;
                state?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Go on there. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_sign_in: {
        parameters: {
            query?: {
                /** @description To answer yes, by this sign-in, to the question that was asked. */
                link?: boolean;
                /** @description The page of the web app to go to then; a path, or it is ignored. */
                returnTo?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Go on there. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in_persona: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonaSignIn"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not from this origin. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sign_in_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInProviders"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refresh_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not from this origin. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stay_separate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not from this origin. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_destinations: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description Part of its name, in Korean or English; empty: all. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationPage"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_feed: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description Of one place, in whatever words; empty: everywhere. */
                location?: string;
                /** @description With all of these words, or beginnings of at least two syllables or three letters, in the title, the location or the places of the itinerary; empty: whatever they say. */
                q?: string;
                /** @description Everybody's, or those of the members whom the caller follows; that needs a token. */
                scope?: "all" | "following";
                /** @description Newest first, or what was liked and forked most of late: a hundred plans. */
                sort?: "recent" | "trending";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedPage"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_members: {
        parameters: {
            query: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
                /** @description The start of a word of the name; of several words, each must start one of the name's. */
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfilePage"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_member: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicProfile"];
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    block_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockState"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unblock_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    follow_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FollowState"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unfollow_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_followers: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["People"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_following: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["People"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_mute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MuteState"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mute_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MuteState"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unmute_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_member_plans: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanPage"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_my_profile: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnProfile"];
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_my_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_my_profile: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileChanges"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnProfile"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It changed since the ETag in If-Match. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_my_blocked: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Blocked"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_my_data: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_follow: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FollowExport"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_like: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LikeExport"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_member: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberExport"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_notification: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationExport"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_plan: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanExport"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_recommendation: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationExport"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_token: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenExport"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_my_followers: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["People"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_follower: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                memberId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_my_following: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["People"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_my_likes: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LikedPlanPage"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_my_muted: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Muted"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_my_plans: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanPage"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_my_relations: {
        parameters: {
            query: {
                /** @description 1 to 100 ids of members, with commas between them. */
                ids: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Relations"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_notifications: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notifications"];
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dismiss_notification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                notificationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_notification_preferences: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_notification_preferences: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Preferences"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It changed since the ETag in If-Match. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mark_notifications_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarkRead"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unread"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    count_unread_notifications: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unread"];
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receive_payment_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_sandbox_checkout: {
        parameters: {
            query: {
                /** @description Where to go afterwards: a path of the web app, or its address. */
                returnTo?: string | null;
                /** @description Names the checkout; nobody can guess it. */
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pay_at_sandbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["CheckoutForm"];
            };
        };
        responses: {
            /** @description See there. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_sandbox_result: {
        parameters: {
            query: {
                /** @description Names the checkout; nobody can guess it. */
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_toss_checkout: {
        parameters: {
            query: {
                /** @description The order, as Toss Payments takes its id. */
                order: string;
                /** @description Where to go afterwards: a path of the web app, or its address. */
                returnTo?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_plan: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanDraft"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_plan: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replace_plan: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                planId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanContent"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It changed since the ETag in If-Match. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description If-Match is required. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_plan: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It changed since the ETag in If-Match. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_plan_calendar: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fork_plan: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Fork"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    like_plan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LikeState"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlike_plan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_share_links: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkPage"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_share_link: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                planId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkDraft"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewLinkView"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_share_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                linkId: string;
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_plan_print: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_plan_visibility: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                planId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VisibilityChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It changed since the ETag in If-Match. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_recommendations: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationPage"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    request_recommendation: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecommendationDraft"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationView"];
                };
            };
            /** @description Accepted; it is being worked on. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationView"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_recommendation: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                recommendationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationView"];
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_recommendation: {
        parameters: {
            query?: never;
            header?: {
                "If-Match"?: string;
            };
            path: {
                recommendationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Acceptance"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It changed since the ETag in If-Match. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description If-Match is required. */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_shared_plan: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedPlanView"];
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_shared_image: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_shared_page: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_wallet: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletView"];
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_wallet_entries: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description How many items at most. */
                limit?: number;
            };
            header?: {
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryPage"];
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_order: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderDraft"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderView"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_order: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: string;
            };
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderView"];
                };
            };
            /** @description Unchanged since the ETag in If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PaymentConfirmation"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderView"];
                };
            };
            /** @description The request, a parameter or a header is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The payment failed. */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not of the content type that it takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Some field is not valid; `errors` names it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refund_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderView"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing, or the caller may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not fit what is there. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_packages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackagePage"];
                };
            };
            /** @description Too many requests; Retry-After says when to go on. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not now; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
